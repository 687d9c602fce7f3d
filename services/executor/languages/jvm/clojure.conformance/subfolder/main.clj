(require '[shapes.square :as square])

(println "the square of 12 is" (square/area 12))
