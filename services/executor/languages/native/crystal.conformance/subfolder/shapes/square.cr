module Square
  def self.area(side : Int32)
    side * side
  end
end
