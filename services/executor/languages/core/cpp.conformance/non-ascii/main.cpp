#include <bits/stdc++.h>

using namespace std;

int main() {
    cout << "Grüße, 世界 🌍" << endl;
    for (string line; getline(cin, line);) cout << line << '\n';
}
