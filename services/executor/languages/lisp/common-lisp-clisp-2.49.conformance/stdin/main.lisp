; By bytes: CLISP ends the characters it wrote with a newline when it leaves.
(let ((input (ext:make-stream :input :element-type '(unsigned-byte 8)))
      (output (ext:make-stream :output :element-type '(unsigned-byte 8))))
  (loop for byte = (read-byte input nil)
        while byte
        do (write-byte byte output))
  (finish-output output))
