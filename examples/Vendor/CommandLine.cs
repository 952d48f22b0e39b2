using System.Text.Json.Nodes;

namespace DataSync.Examples.Vendor;

/// <summary>Reads <c>--name value</c> pairs into options; a name is the option's name in kebab case.</summary>
public static class CommandLine
{
    /// <summary>What <c>--help</c> prints.</summary>
    public const string Usage = """
        A web server that stands in for a data vendor. The first line of its output is its address.
          --port N               0: any free port (0)         --url-file PATH      also write the address to a file
          --parent PID           stop when that process ends  --prerender true     render every day before listening
          --seed N               42    --stocks N   1000      --days N   60        --start YYYY-MM-DD   2024-01-02
          --published-through D  later days are in the calendar, but have no rows yet
          --late-days D,D        days that have no rows until asked --late-asks N times (1)
          --restated-days D,D    days whose volumes were corrected       --snapshot-version N   the list of stocks as of its Nth change
          --null-rate R          share of numbers that are null          --row-cap N            most rows in an answer (6000)
          --token T              any other token is refused              --denied-apis A,B      the account may not ask for these
          --rate-limit N         most requests in a window               --rate-unit minute|hour|day
          --rate-window-seconds N   the window's length                  --rate-per-api true|false
          --latency-ms N         --jitter-ms N                           --gzip true
          --shift-rate R         share of later pages whose rows have moved by one
          --fault-rate R         --fault-kinds status500,hang,truncate,reset,html,brokenJson,badGzip,endless
          --fault-seed N         --fault-limit N (at most so many)       --fault-match TEXT (only requests that hold it)   --hang-ms N
          --added-columns daily.turnover:float   --dropped-columns daily.amount   --retyped-columns daily.vol:str[:suffix]
          --renamed-columns daily.vol:volume     --page-versions true (pages carry an ETag)
          --markdown-pages false --login-required true
        While it runs: GET /stats, POST /stats/reset, GET /control, POST /control with {"option": value}, names in camel case.
        """;

    /// <summary>Reads the arguments of the program.</summary>
    /// <exception cref="ArgumentException">An option is unknown, lacks its value, or its value is not of its type.</exception>
    public static VendorOptions Parse(IReadOnlyList<string> args)
    {
        var given = new JsonObject();
        for (var i = 0; i < args.Count; i += 2)
        {
            if (!args[i].StartsWith("--", StringComparison.Ordinal)) throw new ArgumentException($"'{args[i]}' is no option; --help lists them.");
            if (i + 1 == args.Count) throw new ArgumentException($"{args[i]} needs a value.");
            given[CamelCase(args[i][2..])] = args[i + 1];
        }

        return new VendorOptions().With(given);
    }

    private static string CamelCase(string kebab)
    {
        var words = kebab.Split('-');
        return words[0] + string.Concat(words.Skip(1).Select(w => char.ToUpperInvariant(w[0]) + w[1..]));
    }
}
