namespace DataSync.Tests.Scheduling;

/// <summary>200 expressions, the same each time: those that people write, and those that a seeded generator makes.</summary>
internal static class CronSamples
{
    public static readonly string[] Zones = ["UTC", "Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Auckland"];

    public static readonly IReadOnlyList<string> Expressions = [.. Known().Concat(Made(new Random(20260104))).Distinct().Take(200)];

    private static IEnumerable<string> Known() =>
    [
        "0 18 * * 1-5", "*/5 * * * *", "30 2 * * *", "30 1 * * *", "0 0 1 * *", "0 0 1 1 *", "0 0 13 * 5", "0 12 1,15 * mon", "15,45 2 * * *", "*/30 2 * * *", "30 */2 * * *", "0 3 * * 7", "0 3 * * sun",
        "0 3 * * 5-7", "10 4 29 2 *", "0 9-15 * * mon-fri", "5 4 */10 * 1", "5 4 1-31/7 * 2", "0 0 * jan-mar/2 *", "* 1 * * 0", "0 2 * mar,oct,nov sun", "59 23 31 12 *", "0 22 * * 6-7/2", "7 2 1 4,9 *", "0 0 31 */3 0",
        "20 0-23/6 * * *", "* * * * *", "*/7 */5 * * *", "0,30 0 * 4,9 *",
    ];

    private static IEnumerable<string> Made(Random random)
    {
        while (true)
        {
            var both = random.Next(3) == 0;
            yield return string.Join(' ',
                Field(0, 59, random, stars: 3), Field(0, 23, random, stars: 4),
                both ? Restricted(1, 28, random) : Field(1, 28, random, stars: 1), Field(1, 12, random, stars: 1),
                both ? Restricted(0, 7, random) : Field(0, 7, random, stars: 1));
        }
    }

    private static string Field(int least, int most, Random random, int stars) => random.Next(stars + 1) switch
    {
        0 => Restricted(least, most, random),
        1 => "*",
        2 => $"*/{random.Next(2, 9)}",
        _ => Restricted(least, most, random),
    };

    private static string Restricted(int least, int most, Random random) => string.Join(',', Enumerable.Range(0, random.Next(1, 4)).Select(_ =>
    {
        var from = random.Next(least, most + 1);
        var to = random.Next(from, most + 1);
        return random.Next(3) switch { 0 => $"{from}-{to}", 1 => $"{from}-{to}/{random.Next(1, 5)}", _ => $"{from}" };
    }));
}
