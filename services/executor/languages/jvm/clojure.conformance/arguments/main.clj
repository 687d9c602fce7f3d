(doseq [argument *command-line-args*]
  (println argument))
