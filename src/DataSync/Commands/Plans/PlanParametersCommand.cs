using System.Collections;
using System.Management.Automation;
using DataSync.Completion;
using DataSync.Parameters;
using DataSync.Scheduling;
using DataSync.Stores;

namespace DataSync.Commands;

/// <summary>What New-DsPlan and Set-DsPlan share.</summary>
public abstract class PlanParametersCommand : WorkspaceCommand
{
    /// <summary>The table in the store; without it, the dataset's name.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Table { get; set; }

    /// <summary>How rows are written: Append, Upsert (the default), ReplaceSlice or Replace.</summary>
    [Parameter]
    public WriteMode Mode { get; set; } = WriteMode.Upsert;

    /// <summary>The columns that identify a row; without it, the dataset's key.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ColumnCompleter))]
    public string[] Key { get; set; } = [];

    /// <summary>The column whose higher value wins between rows of one key; without it, the later commit wins.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ColumnCompleter))]
    public string? VersionColumn { get; set; }

    /// <summary>How the table is partitioned: column, year(column) or month(column).</summary>
    [Parameter]
    [ArgumentCompleter(typeof(PartitionCompleter))]
    public string? PartitionBy { get; set; }

    /// <summary>Values that the scriptblock of -Arguments sees as variables, kept with the plan as data.</summary>
    [Parameter]
    public Hashtable? Variable { get; set; }

    /// <summary>Plans that this one comes after when Invoke-DsSync runs them together. Those whose tables its arguments read need not be named. With Set-DsPlan, $null takes them out.</summary>
    [Parameter]
    [AllowNull]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(PlanCompleter))]
    public string[]? DependsOn { get; set; }

    /// <summary>Which plan of a source goes first when several run together: the one with the higher number. What is left of a quota goes to it first.</summary>
    [Parameter]
    public int Priority { get; set; }

    /// <summary>Most requests in flight at once.</summary>
    [Parameter]
    [ValidateRange(1, 256)]
    public int ThrottleLimit { get; set; } = 8;

    /// <summary>Age at which a done slice is asked again: 7d, 12h, Never. Without it: one day for slices without a date, never for dated ones.</summary>
    [Parameter]
    [Duration(AllowNever = true)]
    public TimeSpan? MaxAge { get; set; }

    /// <summary>How long after its date a slice without rows may still fill.</summary>
    [Parameter]
    [Duration]
    public TimeSpan SettleAfter { get; set; } = TimeSpan.FromDays(3);

    /// <summary>Slices dated within this span before today are asked again by each run, such as 7d.</summary>
    [Parameter]
    [Duration]
    public TimeSpan? Refresh { get; set; }

    /// <summary>What to do with stored rows that a slice's repeated answer lacks, in mode Upsert: Keep (the default), Delete, or Mark, which notes in column vanished_at since when.</summary>
    [Parameter]
    public VanishedPolicy OnVanished { get; set; } = VanishedPolicy.Keep;

    /// <summary>When a slice's rows are published, in the source's time zone: '17:30' on its own day, '1d 09:00' on the next. It is not asked for before. Without it, the dataset's.</summary>
    [Parameter]
    public string? Published { get; set; }

    /// <summary>Which days have rows: Weekdays, or a column of a table of the store, such as 'trade_cal.cal_date?is_open=1'. On other days an empty answer is final. Without it, the dataset's.</summary>
    [Parameter]
    public string? Calendar { get; set; }

    /// <summary>How many rows an answer has at least: 5000; 95%, of the last one; stock_basic, as many as that table has rows; '90% of stock_basic?list_status=L'. A shorter answer waits, and is asked for again until -SettleAfter.</summary>
    [Parameter]
    public string? Expect { get; set; }

    /// <summary>
    /// What to do when the vendor's columns change: Evolve (the default) adds and widens; Freeze fails the slice and keeps what was sent, which the next run reads without asking again once the dataset, or
    /// this policy, takes it; Discard drops what does not fit.
    /// </summary>
    [Parameter]
    public SchemaPolicy SchemaPolicy { get; set; } = SchemaPolicy.Evolve;

    /// <summary>What to do with a value that the store cannot hold: Fail (the default), Null, or Text where the store reads the value back from its text, as Excel stores do.</summary>
    [Parameter]
    public UnrepresentablePolicy OnUnrepresentable { get; set; } = UnrepresentablePolicy.Fail;

    /// <summary>
    /// When to run, as a cron expression such as '0 18 * * 1-5' (minute, hour, day of month, month, day of week, as Vixie cron reads them) or '@daily' in quotes. Register-DsScheduledJob lets the
    /// operating system run it. With Set-DsPlan, $null takes it out.
    /// </summary>
    [Parameter]
    public string? Schedule { get; set; }

    /// <summary>The time zone (IANA) that the schedule is meant in; without it, the source's.</summary>
    [Parameter]
    [ValidateTimeZone]
    [ArgumentCompleter(typeof(TimeZoneCompleter))]
    public string? TimeZone { get; set; }

    /// <summary>What to do with occurrences of the schedule that were missed: RunOnce (the default), as soon as possible, which asks for all that is missing; Skip; or RunAll, a run for each, in order, whose $Today is the day of the occurrence.</summary>
    [Parameter]
    public Misfire Misfire { get; set; } = Misfire.RunOnce;

    /// <summary>
    /// The days on which the schedule holds: a synchronized table such as trade_cal, whose columns of days and of open or closed are found by their types and names, or
    /// @{ Table = 'trade_cal'; Store = 'lake'; Date = 'cal_date'; Open = 'is_open'; Where = @{ exchange = 'SSE' } }. A day that the table does not reach counts as open. With Set-DsPlan, $null takes it out.
    /// </summary>
    [Parameter]
    [CalendarReference]
    public PlanCalendar? ScheduleCalendar { get; set; }

    /// <summary>
    /// How long after an occurrence of the schedule the plan may be without success, and after the end of a slice's day its data may be missing, before somebody is told that it is late
    /// (Set-DsNotification), such as 2h. Without it: 6 hours after an occurrence, and days are not looked at.
    /// </summary>
    [Parameter]
    [Duration]
    public TimeSpan? LateAfter { get; set; }

    /// <summary>Free text.</summary>
    [Parameter]
    public string? Description { get; set; }

    /// <summary>The plan with what the user gave, its columns spelled as the dataset spells them.</summary>
    private protected Plan Apply(Plan plan, Dataset dataset) => PlanRules.Checked(dataset, plan with
    {
        Table = Table ?? plan.Table,
        Mode = Has(nameof(Mode)) ? Mode : plan.Mode,
        Key = Has(nameof(Key)) ? Key : plan.Key,
        VersionColumn = Has(nameof(VersionColumn)) ? VersionColumn : plan.VersionColumn,
        PartitionBy = Has(nameof(PartitionBy)) ? PartitionBy : plan.PartitionBy,
        DependsOn = Has(nameof(DependsOn)) ? Others(plan) : plan.DependsOn,
        Priority = Has(nameof(Priority)) ? Priority : plan.Priority,
        ThrottleLimit = Has(nameof(ThrottleLimit)) ? ThrottleLimit : plan.ThrottleLimit,
        MaxAge = Has(nameof(MaxAge)) ? MaxAge : plan.MaxAge,
        SettleAfter = Has(nameof(SettleAfter)) ? SettleAfter : plan.SettleAfter,
        Refresh = Has(nameof(Refresh)) ? Refresh : plan.Refresh,
        OnVanished = Has(nameof(OnVanished)) ? OnVanished : plan.OnVanished,
        Published = Has(nameof(Published)) ? NullIfEmpty(Published) : plan.Published,
        Calendar = Has(nameof(Calendar)) ? NullIfEmpty(Calendar) : plan.Calendar,
        Expect = Has(nameof(Expect)) ? NullIfEmpty(Expect) : plan.Expect,
        SchemaPolicy = Has(nameof(SchemaPolicy)) ? SchemaPolicy : plan.SchemaPolicy,
        OnUnrepresentable = Has(nameof(OnUnrepresentable)) ? OnUnrepresentable : plan.OnUnrepresentable,
        Schedule = Has(nameof(Schedule)) ? Checked(Schedule) : plan.Schedule,
        TimeZone = Has(nameof(TimeZone)) ? NullIfEmpty(TimeZone) : plan.TimeZone,
        Misfire = Has(nameof(Misfire)) ? Misfire : plan.Misfire,
        ScheduleCalendar = Has(nameof(ScheduleCalendar)) ? CalendarRules.Checked(Home, plan, ScheduleCalendar) : plan.ScheduleCalendar,
        LateAfter = Has(nameof(LateAfter)) ? LateAfter : plan.LateAfter,
        Description = Has(nameof(Description)) ? Description : plan.Description,
    });

    private string[] Others(Plan plan) => [.. (DependsOn ?? []).Select(name => name.Equals(plan.Name, StringComparison.OrdinalIgnoreCase)
        ? throw new DataSyncException("PlanCycle", $"Plan '{plan.Name}' cannot depend on itself.", "Name other plans.")
        : Home.Plans.Get(name).Name)];

    private static string? Checked(string? schedule) => NullIfEmpty(schedule) is { } text ? CronExpression.Parse(text).Text : null;

    /// <summary>PowerShell makes an empty text of $null.</summary>
    private static string? NullIfEmpty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
