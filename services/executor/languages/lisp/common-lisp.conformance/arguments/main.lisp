(dolist (argument #+sbcl (rest sb-ext:*posix-argv*) #+clisp ext:*args*)
  (write-line argument))
