# Someone in the frontend's pod asks the database itself, past the api. Exit 0: it answered.
code=$(kubectl -n shop exec frontend-0 -- sh -c 'curl -s -o /dev/null -m 4 -w "%{http_code}" "http://$DB_SERVICE_HOST/"')
echo "the database answers the frontend with: $code"
[ "$code" = 200 ]
