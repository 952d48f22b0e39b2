namespace DataSync.Hosting.Tests.Commands;

/// <summary>The commands the console brings along, each by a line of script and the line it writes.</summary>
public sealed class SmallCommandTests
{
    private static readonly (string Script, string Expected)[] Cases =
    [
        ("Write-Output a b | ForEach-Object { \"<$_>\" }", "<a> <b>"),
        ("@(Write-Output 1, 2 -NoEnumerate).Count", "1"),
        ("Write-Host a, b -Separator '-'; 'x'", "a-b x"),
        ("Write-Host a -NoNewline; 'b'", "ab"),
        ("Write-Information seen -InformationAction Continue", "seen"),
        ("Write-Host hidden 6>$null; 'x'", "x"),
        ("Write-Verbose v -Verbose 4>&1 | ForEach-Object Message", "v"),
        ("Write-Warning w 3>&1 | ForEach-Object Message", "w"),
        ("Write-Debug d -Debug 5>&1 | ForEach-Object Message", "d"),
        ("Write-Error -Message m -ErrorId I -Category ReadError -TargetObject t 2>&1 | ForEach-Object { \"$($_.FullyQualifiedErrorId) $($_.CategoryInfo.Category) $($_.TargetObject) $_\" }", "I,DataSync.Hosting.Commands.WriteErrorCommand ReadError t m"),
        ("try { Write-Error stop -ErrorAction Stop } catch { \"caught $_\" }", "caught stop"),
        ("Get-Date '2024-02-29 12:34:56' -Format 'yyyyMMdd HHmm'", "20240229 1234"),
        ("(Get-Date -Date '2024-05-31' -Month 2 -Day 1).ToString('yyyy-MM-dd')", "2024-02-01"),
        ("Get-Date '2024-01-02T03:04:05Z' -AsUTC -Format o", "2024-01-02T03:04:05.0000000Z"),
        ("Join-Path a b c", Path.Combine("a", "b", "c")),
        ("Test-Path $PSHOME", "True"),
        ("Test-Path $PSHOME -PathType Leaf", "False"),
        ("Test-Path no-such-thing", "False"),
        ("Test-Path ''", "False"),
        ("1..5 | Select-Object -First 2", "1 2"),
        ("1..5 | Select-Object -Skip 1 -First 2", "2 3"),
        ("1..5 | Select-Object -Last 2", "4 5"),
        ("1..5 | Select-Object -Last 2 -Skip 1", "3 4"),
        ("1..3 | Select-Object -First 0; 'x'", "x"),
        ("& { 1..3 | ForEach-Object { [Console]::Write(\"asked $_ \"); $_ } | Select-Object -First 1 }", "asked 1 1"),
        ("1, 2, 1, 3 | Select-Object -Unique", "1 2 3"),
        ("@{ A = 1, 2 } | Select-Object -ExpandProperty A", "1 2"),
        ("$o = [pscustomobject]@{ Ab = 1; Ac = 2; B = 3 } | Select-Object a*, @{ n = 'Twice'; e = { $_.B * 2 } } -ExcludeProperty Ac; \"$o\"", "@{Ab=1; Twice=6}"),
        ("\"$([pscustomobject]@{ A = 1; B = 2 } | Select-Object B, Missing)\"", "@{B=2; Missing=}"),
        ("3, 1, 2 | Sort-Object", "1 2 3"),
        ("3, 1, 2 | Sort-Object -Descending -Top 2", "3 2"),
        ("'b', 'A', 'a' | Sort-Object -Unique", "A b"),
        ("@{ a = 1; b = 2 }, @{ a = 2; b = 1 }, @{ a = 1; b = 3 } | Sort-Object a, @{ Expression = { $_.b }; Descending = $true } | ForEach-Object { \"$($_.a)$($_.b)\" }", "13 12 21"),
        ("10, 9 | Sort-Object { \"$_\" }", "10 9"),
        ("1..4 | Measure-Object -Sum -Average -Minimum -Maximum | ForEach-Object { \"$($_.Count) $($_.Sum) $($_.Average) $($_.Minimum) $($_.Maximum)\" }", "4 10 2.5 1 4"),
        ("[ordered]@{ a = 1; b = '中'; c = $null; d = 1.5, $true } | ConvertTo-Json -Compress", "{\"a\":1,\"b\":\"中\",\"c\":null,\"d\":[1.5,true]}"),
        ("1 | ConvertTo-Json -AsArray -Compress", "[1]"),
        ("@{ a = @{ b = @{ c = @{ d = 1 } } } } | ConvertTo-Json -Compress", "{\"a\":{\"b\":{\"c\":\"System.Collections.Hashtable\"}}}"),
        ("Set-Location ([IO.Path]::GetTempPath()); (Get-Location).Path.TrimEnd('/\\') -eq [IO.Path]::GetTempPath().TrimEnd('/\\')", "True"),
        ("$f = [IO.Path]::GetTempFileName(); [IO.File]::WriteAllText($f, \"一`n二`n三`n\"); Get-Content $f -TotalCount 1; Get-Content -LiteralPath $f -Tail 1; (Get-Content $f).Count; (Get-Content $f -Raw).Length; [IO.File]::Delete($f)", "一 三 3 6"),
        ("Start-Sleep -Milliseconds 1; 'x'", "x"),
        ("foreach ($c in { Select-Object -Index 1 }, { Sort-Object -Stable }, { Get-Content -Wait x }, { Get-Date -UFormat s }) { try { & $c -ErrorAction Stop } catch { $_.FullyQualifiedErrorId.Split(',')[0] } }",
            "NamedParameterNotFound NamedParameterNotFound NamedParameterNotFound NamedParameterNotFound"),
        ("try { Get-Content nowhere -ErrorAction Stop } catch { $_.FullyQualifiedErrorId.Split(',')[0] }", "PathNotFound"),
    ];

    [Fact]
    public async Task Each_does_what_PowerShells_own_does()
    {
        // one process for all: a start takes longer than the cases
        var script = Path.GetTempFileName() + ".ps1";
        await File.WriteAllTextAsync(script, string.Concat(Cases.Select((c, i) => $"'=={i}'\n& {{ {c.Script} }}\n")), TestContext.Current.CancellationToken);
        var ended = await ChildProcess.RunConsole(script);
        File.Delete(script);

        Assert.Equal("", ended.Error);
        var written = ended.Output.Split("==", StringSplitOptions.RemoveEmptyEntries)
            .Select(part => string.Join(' ', part.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => line.Trim())));
        Assert.Equal(Cases.Select(c => $"{c.Script} -> {c.Expected}"), written.Zip(Cases, (text, c) => $"{c.Script} -> {text}"));
    }
}
