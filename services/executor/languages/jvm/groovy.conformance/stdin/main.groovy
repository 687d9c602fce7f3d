System.out << System.in
