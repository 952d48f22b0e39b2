using DataSync;
using DataSync.Corpus;

const string Usage = """
    Scores the documentation importer on a folder of real pages with their truth, or writes what it reads of them.

    DataSync.Corpus --corpus DIR                one line a family, such as 'tushare-html 126/126 pages, 521/521 parameters, 1706/1706 columns', each miss on a line of its own below it
                                                (a page that describes several interfaces counts as that many); exit code 1 where a family misses its goal: tushare-html and tushare-md 99 %
                                                of pages exactly right, akshare 97 %, openapi 100 %, vendor 90 % of parameters and columns with none invented
    DataSync.Corpus --corpus DIR --drafts OUT   reads the pages only, never DIR/truth, and writes one JSON a dataset: OUT/<family>/<file stem>.json, or
                                                OUT/<family>/<file stem>__<api name>.json where a page describes several. Exit code 1 where a page could not be read.

    A family is a folder of DIR that has pages (HTML, Markdown, MDX, JSON, YAML, CSV), named by its path with hyphens: tushare/html is tushare-html. DIR/truth and DIR/changes are none.
    DIR/changes has pages before and after a change, with what changed; the comparison of each pair must come out as that.
    Its truth is DIR/truth/<folder>, or that of the folder above; what has none is read, not scored.
    Types are written as the page words them. A web address is named by method and path; in file names, what they cannot hold is an underscore.
    """;

string? corpus = null, drafts = null;
for (var i = 0; i < args.Length; i++)
{
    if (args[i] == "--corpus" && i + 1 < args.Length) corpus = args[++i];
    else if (args[i] == "--drafts" && i + 1 < args.Length) drafts = args[++i];
    else return Fail(Usage, args[i] is "--help" or "-h" ? 0 : 2);
}
if (corpus is null) return Fail(Usage, 2);
if (!Directory.Exists(corpus)) return Fail($"There is no folder '{corpus}'.", 2);
return drafts is null ? ScoreAll(corpus) : DraftAll(corpus, drafts);

static int ScoreAll(string corpus)
{
    var reached = true;
    foreach (var family in Family.Of(corpus))
    {
        var pages = family.Pages(corpus);
        var truths = new Truth(corpus, family);
        var score = new Score();
        foreach (var page in pages)
        {
            var (read, error) = Read(page);
            if (truths.Of(page) is not { Count: > 0 } truth)
            {
                score.AddUntold(page, read?.Count, error);
                continue;
            }
            foreach (var api in truth) score.Add(page, api, Match(api, truth, read), error ?? $"read {read?.Count} interfaces, none of this name");
            // the truth of these families is of all that a page describes
            if (family.Goal is { Apis: > 0 })
                foreach (var draft in read?.Where(d => !truth.Any(t => t.ApiName == d.ApiName)) ?? []) score.Invent(page, draft.ApiName);
        }
        Console.WriteLine($"{family.Name} {score}");
        foreach (var miss in score.Misses) Console.WriteLine($"  {miss}");
        reached &= family.Goal?.IsReached(score) ?? true;
    }
    reached &= PageChanges.Score(corpus);
    return reached ? 0 : 1;
}

static Draft? Match(Draft api, IReadOnlyList<Draft> truth, IReadOnlyList<Draft>? read) =>
    truth.Count == 1 && read is [var only] ? only : read?.FirstOrDefault(d => d.ApiName == api.ApiName);

static int DraftAll(string corpus, string output)
{
    var failed = 0;
    foreach (var family in Family.Of(corpus))
    {
        var written = 0;
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var page in family.Pages(corpus))
        {
            var (read, error) = Read(page);
            if (read is null)
            {
                Console.Error.WriteLine($"{family.Name} {Path.GetFileName(page)}: {error}");
                failed++;
                continue;
            }
            foreach (var draft in read)
            {
                var name = $"{Family.Stem(page)}{(read.Count > 1 ? $"__{FileName(draft.ApiName)}" : "")}";
                // interfaces of one name, and pages of one name in several forms, are told apart by a number
                for (var n = 2; !names.Add(name); n++) name = $"{Family.Stem(page)}__{FileName(draft.ApiName)}__{n}";
                draft.Write(Path.Combine(output, family.Name, $"{name}.json"));
                written++;
            }
        }
        Console.WriteLine($"{family.Name} {written} drafts");
    }
    return failed == 0 ? 0 : 1;
}

static (IReadOnlyList<Draft>? Drafts, string? Error) Read(string page)
{
    try
    {
        return (Family.Read(page), null);
    }
    catch (DataSyncException exception)
    {
        return (null, exception.Message);
    }
#pragma warning disable CA1031 // a page that breaks the reader is a miss like others, and the rest are still read
    catch (Exception exception)
    {
        return (null, $"broke the reader: {exception}");
    }
#pragma warning restore CA1031
}

static string FileName(string api)
{
    var name = string.Concat(api.Select(c => c is '/' or '\\' or ':' or '*' or '?' or '"' or '<' or '>' or '|' || char.IsControl(c) ? '_' : c));
    return name.Length > 150 ? name[..150] : name;
}

static int Fail(string message, int code)
{
    (code == 0 ? Console.Out : Console.Error).WriteLine(message);
    return code;
}
