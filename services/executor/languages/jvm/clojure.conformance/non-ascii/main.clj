(println "Grüße, 世界 🌍")
(doseq [line (line-seq (java.io.BufferedReader. *in*))]
  (println line))
