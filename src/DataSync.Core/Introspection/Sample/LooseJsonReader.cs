using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace DataSync.Introspection.Sample;

/// <summary>
/// Reads JSON that was printed for people: with comments, ellipses, single quotes, words in place of values, commas too many or too few, names that come twice, ends that are missing or
/// crossed. What cannot be a value is left out. A text is read once, from front to end.
/// </summary>
internal ref struct LooseJsonReader(ReadOnlySpan<char> text, int maxDepth)
{
    private readonly ReadOnlySpan<char> _text = text;
    private int _at, _depth;

    /// <summary>The first object or array; null where there is none, or it is nested too deep.</summary>
    public JsonNode? Read()
    {
        Skip();
        return Peek is '{' or '[' && Value(out var value) ? value : null;
    }

    private readonly char Peek => _at < _text.Length ? _text[_at] : '\0';

    /// <summary>Reads a value; false where what stands there only stands for one.</summary>
    private bool Value(out JsonNode? value)
    {
        value = null;
        switch (Peek)
        {
            case '{': return Object(out value);
            case '[': return Array(out value);
            case '"' or '\'' or '“':
                value = JsonValue.Create(Text());
                return true;
            default: return Word(out value);
        }
    }

    private bool Object(out JsonNode? value)
    {
        var holder = new JsonObject();
        value = holder;
        var (start, isElided) = (_at++, false);
        if (++_depth > maxDepth) return Stop(out value);
        for (Skip(); _at < _text.Length; Skip())
        {
            if (Peek == '}')
            {
                _at++;
                break;
            }
            // an end of what is around this object: its own was forgotten
            if (Peek == ']') break;
            if (Peek == ',') _at++;
            else if (Ellipsis()) isElided = true;
            else if (Peek is '{' or '[')
            {
                if (!Value(out _) && _depth > maxDepth) return Stop(out value);
            }
            else if (Name() is { } name)
            {
                Skip();
                if (Peek is not (':' or '：')) continue;
                _at++;
                Skip();
                Value(out var member);
                if (_depth > maxDepth) return Stop(out value);
                // the first of a name counts; one without a value is a name all the same
                holder.TryAdd(name, member);
                SkipRest();
            }
        }
        _depth--;
        return holder.Count > 0 || !isElided;
    }

    private bool Array(out JsonNode? value)
    {
        var list = new JsonArray();
        value = list;
        var isElided = false;
        _at++;
        if (++_depth > maxDepth) return Stop(out value);
        for (Skip(); _at < _text.Length; Skip())
        {
            if (Peek == ']')
            {
                _at++;
                break;
            }
            if (Peek == '}') break;
            if (Peek == ',') _at++;
            else if (Ellipsis()) isElided = true;
            else
            {
                var before = _at;
                var isValue = Value(out var item);
                if (_depth > maxDepth) return Stop(out value);
                if (isValue) list.Add(item);
                SkipRest();
                if (_at == before) _at++;
            }
        }
        _depth--;
        return list.Count > 0 || !isElided;
    }

    private bool Stop(out JsonNode? value)
    {
        value = null;
        (_at, _depth) = (_text.Length, maxDepth + 1);
        return false;
    }

    private bool Ellipsis()
    {
        var start = _at;
        while (Peek is '.' or '…') _at++;
        return _at > start;
    }

    private string? Name()
    {
        if (Peek is '"' or '\'' or '“') return Text();
        var start = _at;
        while (char.IsLetterOrDigit(Peek) || Peek is '_' or '-' or '$') _at++;
        if (_at > start) return _text[start.._at].ToString();
        _at++;
        return null;
    }

    private string Text()
    {
        var end = Peek == '“' ? '”' : Peek;
        var value = new StringBuilder();
        for (_at++; _at < _text.Length && Peek != end && Peek != '\n'; _at++)
        {
            if (Peek != '\\' || _at + 1 >= _text.Length) value.Append(Peek);
            else value.Append(Escaped(_text[++_at]));
        }
        if (Peek == end) _at++;
        return value.ToString();
    }

    private char Escaped(char mark)
    {
        if (mark == 'u' && _at + 4 < _text.Length && ushort.TryParse(_text.Slice(_at + 1, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var code))
        {
            _at += 4;
            return (char)code;
        }
        return mark switch { 'n' => '\n', 't' => '\t', 'r' => '\r', 'b' => '\b', 'f' => '\f', _ => mark };
    }

    /// <summary>A number or a literal; other words, such as <c>number</c> or <c>&lt;string&gt;</c>, tell that there is a value and not which.</summary>
    private bool Word(out JsonNode? value)
    {
        var start = _at;
        while (_at < _text.Length && !char.IsWhiteSpace(Peek) && Peek is not (',' or '}' or ']' or '{' or '[' or ':' or '"' or '\'') && !(Peek == '/' && _at + 1 < _text.Length && _text[_at + 1] is '/' or '*')) _at++;
        var word = _text[start.._at];
        value = word switch
        {
            "true" or "True" => JsonValue.Create(true),
            "false" or "False" => JsonValue.Create(false),
            _ when long.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) => JsonValue.Create(whole),
            _ when double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) => JsonValue.Create(number),
            _ => null,
        };
        return word.Length > 0;
    }

    /// <summary>What stands between a value and the next comma, end or line: units, other choices.</summary>
    private void SkipRest()
    {
        while (_at < _text.Length && Peek is not (',' or '}' or ']' or '\n'))
        {
            if (Peek is '"' or '\'') Text();
            else if (!Comment()) _at++;
        }
    }

    private void Skip()
    {
        while (_at < _text.Length && (char.IsWhiteSpace(Peek) || Peek is '\uFEFF' or '\u200B' || Comment()))
            if (_at < _text.Length && (char.IsWhiteSpace(Peek) || Peek is '\uFEFF' or '\u200B')) _at++;
    }

    private bool Comment()
    {
        var rest = _text[_at..];
        if (rest.StartsWith("//") || rest.StartsWith("#")) _at = rest.IndexOf('\n') is >= 0 and var line ? _at + line : _text.Length;
        else if (rest.StartsWith("/*")) _at = rest.IndexOf("*/") is >= 0 and var close ? _at + close + 2 : _text.Length;
        else return false;
        return true;
    }
}
