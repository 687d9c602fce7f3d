(local block (string.rep "x" (* 64 1024 1024)))
(print (length block))
