function area = square(side)
  area = side ^ 2;
end
