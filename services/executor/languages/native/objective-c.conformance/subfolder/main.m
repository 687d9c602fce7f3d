#import <stdio.h>
#import "shapes/Square.h"

int main(void) {
    printf("the square of 12 is %d\n", [Square areaOf: 12]);
}
