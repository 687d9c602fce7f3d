(ns shapes.square)

(defn area [side]
  (* side side))
