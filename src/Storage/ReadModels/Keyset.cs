using System.Linq.Expressions;
using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;
using Microsoft.EntityFrameworkCore.Storage;

namespace SalesFlow.Storage.ReadModels;

/// <summary>
/// Where a row stands to a place in a list's order: one comparison of both columns, as <c>(updated_at, id) &lt; (…, …)</c>. An index begins exactly
/// there; two comparisons with an OR between them would have it walk through all rows that share the first value. For use in queries only.
/// </summary>
internal static class Keyset
{
    public static bool Below(DateTimeOffset key, string id, DateTimeOffset place, string placeId) => throw InQueriesOnly();

    public static bool Above(DateTimeOffset key, string id, DateTimeOffset place, string placeId) => throw InQueriesOnly();

    public static bool Below(DateTimeOffset key, long id, DateTimeOffset place, long placeId) => throw InQueriesOnly();

    public static bool Below(DateTimeOffset key, string id, long version, DateTimeOffset place, string placeId, long placeVersion) =>
        throw InQueriesOnly();

    public static bool Above(DateOnly key, string id, DateOnly place, string placeId) => throw InQueriesOnly();

    public static bool Below(int key, string id, int place, string placeId) => throw InQueriesOnly();

    public static bool Above(int key, string id, int place, string placeId) => throw InQueriesOnly();

    public static bool Below(long key, string id, long place, string placeId) => throw InQueriesOnly();

    public static bool Below(string key, string id, string place, string placeId) => throw InQueriesOnly();

    public static bool Above(string key, string id, string place, string placeId) => throw InQueriesOnly();

    /// <summary>Tells the model how the database says it: PostgreSQL and SQLite say it alike.</summary>
    public static void Configure(ModelBuilder model)
    {
        foreach (var method in typeof(Keyset).GetMethods(BindingFlags.Public | BindingFlags.Static).Where(m => m.ReturnType == typeof(bool)))
        {
            var comparison = method.Name == nameof(Below) ? ExpressionType.LessThan : ExpressionType.GreaterThan;
            model.HasDbFunction(method).HasTranslation(arguments =>
            {
                var width = arguments.Count / 2;
                var columns = arguments.Take(width).ToList();
                var place = arguments.Skip(width).Select((value, i) => Alike(value, columns[i].TypeMapping!));
                return new SqlBinaryExpression(comparison, Row(columns), Row(place), typeof(bool), BoolTypeMapping.Default);
            });
        }
    }

    // A function without a name is a row of values.
    private static SqlFunctionExpression Row(IEnumerable<SqlExpression> values)
    {
        var all = values.ToList();
        return new SqlFunctionExpression("", all, nullable: false, all.ConvertAll(_ => false), typeof(bool), BoolTypeMapping.Default);
    }

    /// <summary>A place's value is written as its column is, which SQLite keeps in a form of its own.</summary>
    private static SqlExpression Alike(SqlExpression value, RelationalTypeMapping mapping) => value switch
    {
        SqlParameterExpression parameter => parameter.ApplyTypeMapping(mapping),
        SqlConstantExpression constant => constant.ApplyTypeMapping(mapping),
        _ => value,
    };

    private static InvalidOperationException InQueriesOnly() => new("Places are compared in queries only.");
}
