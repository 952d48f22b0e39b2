using System.Collections;
using System.Management.Automation;
using System.Text.Json.Nodes;
using DataSync.Arguments;
using DataSync.Arguments.Generators.Batch;
using DataSync.Arguments.Generators.Calendar;
using DataSync.Arguments.Generators.Column;
using DataSync.Arguments.Generators.Dates;
using DataSync.Arguments.Generators.Numbers;
using DataSync.Arguments.Generators.Product;
using DataSync.Arguments.Generators.Sequence;
using DataSync.Arguments.Generators.Sets;
using DataSync.Arguments.Generators.Values;
using DataSync.Arguments.Generators.Zip;
using DataSync.Completion;
using DataSync.Parameters;
using DataSync.Scripts;

namespace DataSync.Commands;

/// <summary>Makes a generator: says which arguments a plan asks for, as an object that plans keep as JSON.</summary>
/// <remarks>
/// Dates, values, numbers, the columns of a stored table, the days of a calendar; and products, pairs, sequences and batches of such. A generator prints what it gives, -First shows the
/// first sets of arguments, and New-DsPlan takes it from the pipeline or as -Arguments. Nothing is read before a run, and each run reads anew. See about_DataSync_Arguments.
/// </remarks>
/// <example><code>New-DsArgument -Parameter trade_date -From 2020-01-01 -First 3</code><para>Each day until today; the first three of them.</para></example>
/// <example><code>New-DsArgument -FromParameter start_date -ToParameter end_date -From 2020-01-01 -Step Month | New-DsPlan -Dataset daily -Store lake</code><para>One slice a month, the current one until it is over.</para></example>
/// <example><code>New-DsArgument -Parameter trade_date -Calendar trade_cal -Column cal_date -Where @{ is_open = 1 } -From 2020-01-01</code><para>Each trading day of a synchronized calendar.</para></example>
/// <example><code>New-DsArgument -Parameter ts_code -Table stock_basic -Where @{ list_status = 'L' } | New-DsArgument -BatchSize 50 -Parameter ts_code</code><para>Each code of a synchronized table; fifty share a request, and each is a slice of its own.</para></example>
/// <example><code>$codes = New-DsArgument -Parameter ts_code -Table stock_basic
/// $years = New-DsArgument -FromParameter start_date -ToParameter end_date -From 2010-01-01 -Step Year
/// New-DsArgument -Product $codes, $years</code><para>Each code with each year.</para></example>
[Cmdlet(VerbsCommon.New, "DsArgument", DefaultParameterSetName = DatesSet)]
[OutputType(typeof(ArgumentGenerator))]
public sealed class NewDsArgumentCommand : AsyncDsCommand
{
    private const string DatesSet = "Dates", RangesSet = "Ranges", ValuesSet = "Values", NumbersSet = "Numbers", ColumnSet = "Column", CalendarSet = "Calendar",
        ProductSet = "Product", ZipSet = "Zip", SequenceSet = "Sequence", SetsSet = "Sets", BatchSet = "Batch";

    /// <summary>The parameter of the dataset that takes the values; with -Table several, each from the column at its place.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = DatesSet)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ValuesSet)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = NumbersSet)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ColumnSet)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = CalendarSet)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = BatchSet)]
    [ValidateNotNullOrEmpty]
    public string[] Parameter { get; set; } = [];

    /// <summary>The parameter that takes the first day of each range.</summary>
    [Parameter(Mandatory = true, ParameterSetName = RangesSet)]
    [ValidateNotNullOrEmpty]
    public string FromParameter { get; set; } = "";

    /// <summary>The parameter that takes the last day of each range.</summary>
    [Parameter(Mandatory = true, ParameterSetName = RangesSet)]
    [ValidateNotNullOrEmpty]
    public string ToParameter { get; set; } = "";

    /// <summary>The first day.</summary>
    [Parameter(Mandatory = true, ParameterSetName = DatesSet)]
    [Parameter(Mandatory = true, ParameterSetName = RangesSet)]
    [Parameter(ParameterSetName = CalendarSet)]
    [Date]
    public DateOnly? From { get; set; }

    /// <summary>The last day; without it, today in the source's time zone.</summary>
    [Parameter(ParameterSetName = DatesSet)]
    [Parameter(ParameterSetName = RangesSet)]
    [Parameter(ParameterSetName = CalendarSet)]
    [Date]
    public DateOnly? To { get; set; }

    /// <summary>Day (the default), Week (Monday to Sunday), Month, Quarter or Year: what a range is cut into, or of what one day is given.</summary>
    [Parameter(ParameterSetName = DatesSet)]
    [Parameter(ParameterSetName = RangesSet)]
    [Parameter(ParameterSetName = CalendarSet)]
    public PeriodStep Step { get; set; }

    /// <summary>Which day of a week, month, quarter or year: Start or End. Without it: Start, and with -Calendar End.</summary>
    [Parameter(ParameterSetName = DatesSet)]
    [Parameter(ParameterSetName = CalendarSet)]
    public PeriodDay? At { get; set; }

    /// <summary>The values.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ValuesSet)]
    [ValidateNotNullOrEmpty]
    public object[] Value { get; set; } = [];

    /// <summary>The first number.</summary>
    [Parameter(Mandatory = true, ParameterSetName = NumbersSet)]
    public decimal Minimum { get; set; }

    /// <summary>The last number.</summary>
    [Parameter(Mandatory = true, ParameterSetName = NumbersSet)]
    public decimal Maximum { get; set; }

    /// <summary>From one number to the next.</summary>
    [Parameter(ParameterSetName = NumbersSet)]
    public decimal By { get; set; } = 1;

    /// <summary>The stored table whose rows give the values; rows that are equal count once.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ColumnSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(TableCompleter))]
    public string Table { get; set; } = "";

    /// <summary>The stored table of days.</summary>
    [Parameter(Mandatory = true, ParameterSetName = CalendarSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(TableCompleter))]
    public string Calendar { get; set; } = "";

    /// <summary>The columns that give the values, one for each -Parameter; without it, those of the same names.</summary>
    [Parameter(ParameterSetName = ColumnSet)]
    [Parameter(Mandatory = true, ParameterSetName = CalendarSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ColumnCompleter))]
    public string[] Column { get; set; } = [];

    /// <summary>Conditions that all hold: @{ column = value }. A list of values means any of them.</summary>
    [Parameter(ParameterSetName = ColumnSet)]
    [Parameter(ParameterSetName = CalendarSet)]
    public Hashtable? Where { get; set; }

    /// <summary>Columns to sort by; a leading '-' sorts downwards.</summary>
    [Parameter(ParameterSetName = ColumnSet)]
    [ArgumentCompleter(typeof(ColumnCompleter))]
    public string[] OrderBy { get; set; } = [];

    /// <summary>The store of the table; without it, the plan's. With -First: where tables are read whose store is not named.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(StoreCompleter))]
    public string? Store { get; set; }

    /// <summary>Generators of which each combination is asked for; the last varies fastest.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ProductSet)]
    [ValidateNotNullOrEmpty]
    public ArgumentGenerator[] Product { get; set; } = [];

    /// <summary>Generators that go together: the first of each, the second of each, and so on.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ZipSet)]
    [ValidateNotNullOrEmpty]
    public ArgumentGenerator[] Zip { get; set; } = [];

    /// <summary>Generators that come after each other.</summary>
    [Parameter(Mandatory = true, ParameterSetName = SequenceSet)]
    [ValidateNotNullOrEmpty]
    public ArgumentGenerator[] Sequence { get; set; } = [];

    /// <summary>Sets of arguments as hashtables.</summary>
    [Parameter(Mandatory = true, ParameterSetName = SetsSet)]
    public Hashtable[] Set { get; set; } = [];

    /// <summary>Most values of -Parameter that share a request, parted by commas.</summary>
    [Parameter(Mandatory = true, ParameterSetName = BatchSet)]
    [ValidateRange(1, 100_000)]
    public int BatchSize { get; set; }

    /// <summary>The generator to be asked for in batches.</summary>
    [Parameter(Mandatory = true, ParameterSetName = BatchSet, ValueFromPipeline = true)]
    public ArgumentGenerator InputObject { get; set; } = null!;

    /// <summary>Shows the first sets of arguments instead: at most so many. Today is this machine's day.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? First { get; set; }

    private protected override object? Subject => Parameter.Length > 0 ? Parameter[0] : null;

    /// <inheritdoc/>
    protected override void Process()
    {
        var generator = Make();
        generator.Check();
        if (First is not { } most) WriteObject(generator);
        else Await((records, cancel) => PreviewAsync(generator, most, set => records.Post(() => WriteObject(set)), cancel));
    }

    private async Task PreviewAsync(ArgumentGenerator generator, int most, Action<PSObject> show, CancellationToken cancellationToken)
    {
        await foreach (var set in Services.Engine(Home).GenerateAsync(generator, Store, cancellationToken))
        {
            var shown = new PSObject();
            foreach (var (name, value) in set) shown.Properties.Add(new PSNoteProperty(name, value is JsonNode node ? PlanVariables.FromJson(node) : value));
            show(shown);
            if (--most == 0) break;
        }
    }

    private ArgumentGenerator Make() => ParameterSetName switch
    {
        DatesSet => new DatesGenerator { Parameter = One(), From = From!.Value, To = To, Step = Step, At = At ?? PeriodDay.Start },
        RangesSet => new DatesGenerator { FromParameter = FromParameter, ToParameter = ToParameter, From = From!.Value, To = To, Step = Step },
        ValuesSet => new ValuesGenerator { Parameter = One(), Values = [.. Value.Select(v => Json(v))] },
        NumbersSet => new NumbersGenerator { Parameter = One(), From = Minimum, To = Maximum, Step = By },
        ColumnSet => new ColumnGenerator { Store = Store, From = Table, Columns = Columns(), Where = Conditions(), OrderBy = OrderBy },
        CalendarSet => new CalendarGenerator { Parameter = One(), Store = Store, CalendarTable = Calendar, Column = Column[0], Where = Conditions(), From = From, To = To, Step = Step, At = At ?? PeriodDay.End },
        ProductSet => new ProductGenerator { Parts = Product },
        ZipSet => new ZipGenerator { Parts = Zip },
        SequenceSet => new SequenceGenerator { Parts = Sequence },
        SetsSet => new SetsGenerator { Sets = [.. Set.Select(s => ArgumentSets.ToJson(ArgumentSets.From(s)))] },
        _ => new BatchGenerator { Part = InputObject, Parameter = One(), Count = BatchSize },
    };

    private string One() => Parameter is [var name] ? name : throw new DataSyncException("GeneratorInvalid", $"-Parameter takes one name here, not {Parameter.Length}.", "Several go with -Table; combine generators with -Product or -Zip.");

    private Dictionary<string, string> Columns()
    {
        if (Column.Length > 0 && Column.Length != Parameter.Length)
            throw new DataSyncException("GeneratorInvalid", $"-Column names {Column.Length} columns for {Parameter.Length} parameters.", "Name one column for each parameter, or none.");
        return Parameter.Zip(Column.Length > 0 ? Column : Parameter).ToDictionary(p => p.First, p => p.Second);
    }

    private JsonObject? Conditions() => Where is { Count: > 0 } ? ArgumentSets.ToJson(ArgumentSets.From(Where)) : null;

    private static JsonNode? Json(object value) => ArgumentSets.ToJson(new Dictionary<string, object?> { ["value"] = value })["value"]?.DeepClone();
}
