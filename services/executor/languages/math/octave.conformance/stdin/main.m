printf("%s", fread(stdin, [1 Inf], "uint8=>char"))
