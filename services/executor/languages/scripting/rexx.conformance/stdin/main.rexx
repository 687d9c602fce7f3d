do until c == ""
  c = charin()
  call charout , c
end
