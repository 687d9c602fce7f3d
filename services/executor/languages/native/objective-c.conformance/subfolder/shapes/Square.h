#import <Foundation/Foundation.h>

@interface Square : NSObject
+ (int) areaOf: (int) side;
@end
