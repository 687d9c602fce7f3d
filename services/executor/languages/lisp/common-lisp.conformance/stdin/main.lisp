(loop for character = (read-char *standard-input* nil)
      while character
      do (write-char character))
