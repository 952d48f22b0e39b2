using System.Globalization;

namespace DataSync.Examples.Vendor.Data;

/// <summary>A value as the vendor sends it: null, text, or a number scaled by a power of ten.</summary>
public readonly struct Cell
{
    private readonly string? _text;
    private readonly long _number;
    private readonly sbyte _scale;

    private Cell(string? text, long number, sbyte scale) => (_text, _number, _scale) = (text, number, scale);

    /// <summary>No value.</summary>
    public static Cell Null => new(null, 0, -1);

    /// <summary>Text; null text is no value.</summary>
    public static Cell Of(string? text) => new(text, 0, -1);

    /// <summary>A whole number, written without a point.</summary>
    public static Cell Integer(long number) => new(null, number, 0);

    /// <summary>A number scaled by 10^<paramref name="scale"/>, written as Python prints a float: no trailing zeros, but one decimal at least.</summary>
    public static Cell Float(long number, int scale) => new(null, number, (sbyte)scale);

    /// <summary>True for a number.</summary>
    public bool IsNumber => _scale >= 0;

    /// <summary>The value as text with a suffix; null stays null.</summary>
    public Cell ToText(string suffix) => _text is null && !IsNumber ? this : Of(ToString() + suffix);

    /// <summary>Writes the value as JSON.</summary>
    public void Write(Utf8Buffer buffer)
    {
        if (_text is not null) buffer.Text(_text);
        else if (_scale > 0) buffer.Float(_number, _scale);
        else if (_scale == 0) buffer.Integer(_number);
        else buffer.Raw("null"u8);
    }

    /// <inheritdoc/>
    public override string ToString() => _text ?? _scale switch
    {
        < 0 => "",
        0 => _number.ToString(CultureInfo.InvariantCulture),
        _ => (_number / (decimal)Math.Pow(10, _scale)).ToString("0.0#########", CultureInfo.InvariantCulture),
    };
}
