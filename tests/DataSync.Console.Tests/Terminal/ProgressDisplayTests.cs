using System.Management.Automation;
using DataSync.Hosting.Terminal;

namespace DataSync.Hosting.Tests.Terminal;

public sealed class ProgressDisplayTests
{
    private readonly StringWriter _error = new() { NewLine = "\n" };
    private readonly ManualTime _time = new();

    [Fact]
    public void A_terminal_has_one_line_that_is_written_over_and_taken_away()
    {
        var display = new ProgressDisplay(_error, isTerminal: true, () => 30, _time);

        display.Show(Record("1 slice"));
        display.Show(Record("too soon"));
        _time.Advance(TimeSpan.FromSeconds(0.2));
        display.Show(Record("日线行情日线行情日线行情日线行情"));
        display.Clear();
        display.Clear();

        Assert.Equal("\r\e[2KSync: 1 slice 40 %\r\e[2KSync: 日线行情日线行情日线行\r\e[2K", _error.ToString());
    }

    [Fact]
    public void A_log_has_a_plain_line_every_few_seconds()
    {
        var display = new ProgressDisplay(_error, isTerminal: false, () => 30, _time);

        for (var second = 0; second < 12; second++)
        {
            display.Show(Record($"second {second}"));
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        display.Show(new ProgressRecord(1, "Sync", "done") { RecordType = ProgressRecordType.Completed });

        Assert.Equal("Sync: second 0 40 %\nSync: second 5 40 %\nSync: second 10 40 %\n", _error.ToString());
    }

    private static ProgressRecord Record(string status) => new(1, "Sync", status) { PercentComplete = 40 };

    private sealed class ManualTime : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;
        public override long GetTimestamp() => _ticks;
        public void Advance(TimeSpan by) => _ticks += by.Ticks;
    }
}
