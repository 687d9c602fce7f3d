(ns multiply)

(defn multiply [a b]
  (* a b))
