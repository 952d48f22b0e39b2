using DataSync;
using DataSync.Corpus;

const string Usage = """
    Scores the documentation importer on a folder of real pages with their truth, or writes what it reads of them.

    DataSync.Corpus --corpus DIR                one line a family, such as 'tushare-html 126/126 pages, 521/521 parameters, 1706/1706 columns', each miss on a line of its own below it;
                                                exit code 1 where tushare-html or tushare-md has under 99 % of its pages exactly right
    DataSync.Corpus --corpus DIR --drafts OUT   reads the pages only, never DIR/truth, and writes one JSON a dataset: OUT/<family>/<file stem>.json, or
                                                OUT/<family>/<file stem>__<api name>.json where a page describes several. Exit code 1 where a page could not be read.

    Families: tushare-html, tushare-md, tushare-legacy-html, tushare-legacy-md, tushare-raw (read); akshare, openapi, vendor (not read yet).
    Types are written as the page words them.
    """;
const double Goal = 0.99;

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
    foreach (var family in Family.All)
    {
        var pages = family.Pages(corpus);
        if (pages.Count == 0) continue;
        if (family.Kind is null)
        {
            Console.WriteLine($"{family.Name} not read yet");
            continue;
        }
        var truths = new Truth(corpus, family);
        var score = new Score();
        foreach (var page in pages)
        {
            if (truths.Of(page) is not { } truth) continue;
            var (read, error) = Read(family, page);
            score.Add(page, truth, read is [var only] ? only : read?.FirstOrDefault(d => d.ApiName == truth.ApiName), error ?? $"read {read?.Count} datasets, none of this name");
        }
        Console.WriteLine($"{family.Name} {score}");
        foreach (var miss in score.Misses) Console.WriteLine($"  {miss}");
        reached &= !family.HasGoal || score.Share >= Goal;
    }
    return reached ? 0 : 1;
}

static int DraftAll(string corpus, string output)
{
    var failed = 0;
    foreach (var family in Family.All.Where(f => f.Kind is not null))
    {
        var written = 0;
        foreach (var page in family.Pages(corpus))
        {
            var (read, error) = Read(family, page);
            if (read is null)
            {
                Console.Error.WriteLine($"{family.Name} {Path.GetFileName(page)}: {error}");
                failed++;
                continue;
            }
            foreach (var draft in read)
            {
                draft.Write(Path.Combine(output, family.Name, $"{Family.Stem(page)}{(read.Count > 1 ? $"__{draft.ApiName}" : "")}.json"));
                written++;
            }
        }
        Console.WriteLine($"{family.Name} {written} drafts");
    }
    return failed == 0 ? 0 : 1;
}

static (IReadOnlyList<Draft>? Drafts, string? Error) Read(Family family, string page)
{
    try
    {
        return (family.Read(page), null);
    }
    catch (DataSyncException exception)
    {
        return (null, exception.Message);
    }
}

static int Fail(string message, int code)
{
    (code == 0 ? Console.Out : Console.Error).WriteLine(message);
    return code;
}
