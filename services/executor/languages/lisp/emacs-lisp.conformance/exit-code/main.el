(princ "before\n")
(kill-emacs 7)
