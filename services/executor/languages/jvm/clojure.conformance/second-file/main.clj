(require '[multiply :refer [multiply]])

(println "6 times 7 is" (multiply 6 7))
