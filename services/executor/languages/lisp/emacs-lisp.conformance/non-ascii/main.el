(princ "Grüße, 世界 🌍\n")
(with-temp-buffer
  (insert-file-contents "/dev/stdin")
  (princ (buffer-string)))
