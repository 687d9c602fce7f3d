; The first is the two dashes between Emacs's own arguments and these.
(dolist (argument (cdr command-line-args-left))
  (princ (format "%s\n" argument)))
; Emacs would open what is left.
(setq command-line-args-left nil)
