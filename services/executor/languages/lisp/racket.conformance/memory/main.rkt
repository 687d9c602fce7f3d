#lang racket/base

(define block (make-bytes (* 64 1024 1024) 1))
(displayln (bytes-length block))
