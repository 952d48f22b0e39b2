using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using DataSync.Introspection.Words;

namespace DataSync.Introspection.Proposals;

/// <summary>Makes the settings with which the HTTP source asks for a dataset.</summary>
internal static partial class RequestProposal
{
    /// <summary>The settings of a request: method, path with its arguments, and the rest of the arguments where they belong.</summary>
    /// <param name="method">The HTTP method.</param>
    /// <param name="path">The path, its parameters in braces; null: the source's.</param>
    /// <param name="parameters">Each parameter's name and its place: path, query, header, form or body.</param>
    public static JsonObject Request(string method, string? path, IEnumerable<(string Name, string In)> parameters)
    {
        var settings = new JsonObject();
        if (method != "GET") settings["method"] = method;
        if (path is not null) settings["path"] = PathParameter().Replace(path.TrimStart('/'), m => $"{{{{arguments.{(m.Groups[1].Success ? m.Groups[1] : m.Groups[2]).Value}}}}}");
        var places = parameters.ToList();
        if (places.Exists(p => p.In is "form" or "body"))
        {
            settings["body"] = new JsonObject { ["..."] = "{{arguments}}" };
            if (places.Exists(p => p.In == "form")) settings["bodyFormat"] = "Form";
            Named("query", "query");
        }
        else settings["query"] = new JsonObject { ["..."] = "{{arguments}}" };
        Named("header", "headers");
        return settings;

        // what is named has its own place, all else goes with the others
        void Named(string place, string setting)
        {
            foreach (var (name, _) in places.Where(p => p.In == place))
            {
                if (settings[setting] is not JsonObject) settings[setting] = new JsonObject();
                ((JsonObject)settings[setting]!)[name] = $"{{{{arguments.{name}}}}}";
            }
        }
    }

    /// <summary>True where a parameter carries the account's token: that is the source's, and no argument of a plan.</summary>
    public static bool IsToken(string name) => VendorWords.Request.GetValueOrDefault(VendorWords.Plain(name)) == "token";

    /// <summary>The settings of a source that sends the token as a parameter.</summary>
    public static JsonObject Token(string name, string place) => new() { [place == "header" ? "headers" : "query"] = new JsonObject { [name] = "{{token}}" } };

    /// <summary>A dataset's name made of a path: <c>/v2/stocks/{symbol}/bars</c> becomes <c>v2_stocks_bars</c>.</summary>
    public static string Name(string method, string path)
    {
        var words = path.Split('/', '?', '&', '=').Where(s => s.Length > 0 && s[0] is not ('{' or '<' or ':')).Select(Word).Where(w => w.Length > 0);
        var name = string.Join('_', words);
        return ItemName(method == "GET" ? name : $"{method.ToLowerInvariant()}_{name}");
    }

    /// <summary>A text as a dataset's name: what a file's name cannot hold becomes an underscore.</summary>
    public static string ItemName(string text)
    {
        var name = Word(text);
        return name.Length == 0 ? "dataset" : name.Length > 100 ? name[..100].TrimEnd('_', '.') : name;
    }

    private static string Word(string text) => NoName().Replace(text, "_").Trim('_', '.');

    [GeneratedRegex(@"[{<]([^{}<>/]+)[}>]|(?<=/):(\w+)")]
    private static partial Regex PathParameter();

    [GeneratedRegex(@"[^\w.\-]+")]
    private static partial Regex NoName();
}
