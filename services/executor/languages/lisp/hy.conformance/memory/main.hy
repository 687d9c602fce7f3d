(setv block (* (bytearray b"x") 64 1024 1024))
(print (len block))
