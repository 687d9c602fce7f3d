block = ones(1, 64 * 1024 * 1024, "uint8");
printf("%d\n", numel(block))
