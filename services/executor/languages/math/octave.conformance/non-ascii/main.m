disp("Grüße, 世界 🌍")
while ischar(line = fgets(stdin))
  printf("%s", line)
end
