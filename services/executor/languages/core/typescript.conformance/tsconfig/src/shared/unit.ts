export const unit = 'm'
