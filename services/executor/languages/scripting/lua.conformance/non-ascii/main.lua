print("Grüße, 世界 🌍")
for line in io.lines() do
  print(line)
end
