#import <stdio.h>
#import "Multiply.h"

int main(void) {
    printf("6 times 7 is %d\n", [Multiply multiply: 6 by: 7]);
}
