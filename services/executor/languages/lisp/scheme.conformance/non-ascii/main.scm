(display "Grüße, 世界 🌍")
(newline)
(let copy ((character (read-char)))
  (if (not (eof-object? character))
      (begin
        (write-char character)
        (copy (read-char)))))
