(defn area [side]
  (** side 2))
