(write-line "before")
#+sbcl (sb-ext:exit :code 7)
#+clisp (ext:exit 7)
