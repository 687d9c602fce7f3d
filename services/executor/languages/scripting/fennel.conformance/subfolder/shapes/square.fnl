(fn area [side]
  (* side side))

{: area}
