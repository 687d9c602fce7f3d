(let [block (byte-array (* 64 1024 1024) (byte 1))]
  (println (alength block)))
