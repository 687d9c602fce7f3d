"before", error("no luck")
