echo before
fail 'no luck'
