[inputs.greeting] | "Grüße: " + join(", ")
