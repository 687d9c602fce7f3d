(println "before")
(println (/ 1 0))
