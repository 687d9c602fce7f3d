# Loaded before every program, which starts with --disable=gems: RubyGems alone takes longer than a small program.
# Whoever names Gem gets it, and an uncaught error gets its suggestions and its underlined line as always.
autoload :Gem, 'rubygems'

at_exit do
  if $! && !$!.is_a?(SystemExit) && !$!.is_a?(SignalException)
    begin
      require 'did_you_mean'
      require 'error_highlight'
    rescue LoadError
      nil
    end
  end
end
