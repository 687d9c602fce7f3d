console.log 'never printed'
count = )
