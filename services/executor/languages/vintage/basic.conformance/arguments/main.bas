while (peek("argument") > 0)
  print peek$("argument")
wend
