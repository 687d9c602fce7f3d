say "Grüße, 世界 🌍"
do until c == ""
  c = charin()
  call charout , c
end
