arguments = argv();
printf("%s\n", arguments{:})
